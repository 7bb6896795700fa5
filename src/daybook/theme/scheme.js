try{var s=localStorage.getItem("daybook-scheme");if(s)document.documentElement.dataset.scheme=s}catch(e){}
